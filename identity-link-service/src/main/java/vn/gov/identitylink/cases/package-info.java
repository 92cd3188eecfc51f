/** What a person has to look at, and what operators did about it. */
@NullMarked
package vn.gov.identitylink.cases;

import org.jspecify.annotations.NullMarked;
