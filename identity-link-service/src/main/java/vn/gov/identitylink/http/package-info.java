/** The rim: strict JSON, request ids and the headers of every answer. */
@NullMarked
package vn.gov.identitylink.http;

import org.jspecify.annotations.NullMarked;
