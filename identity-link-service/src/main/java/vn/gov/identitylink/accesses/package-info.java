/** Who read or changed a citizen's data, for the citizen (Law 91/2025/QH15 art. 4). */
@NullMarked
package vn.gov.identitylink.accesses;

import org.jspecify.annotations.NullMarked;
