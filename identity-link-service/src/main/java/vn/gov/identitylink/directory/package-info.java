/** Accounts as they are shown: the citizen's identity page (Thông tin định danh), and what portals find by a look-up. */
@NullMarked
package vn.gov.identitylink.directory;

import org.jspecify.annotations.NullMarked;
