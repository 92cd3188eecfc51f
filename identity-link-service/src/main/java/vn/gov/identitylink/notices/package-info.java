/** What citizens are told about their link, and how they say "this was not me" (NIST SP 800-63C-4: notice of binding). */
@NullMarked
package vn.gov.identitylink.notices;

import org.jspecify.annotations.NullMarked;
