package vn.gov.identitylink.access;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An endpoint that reads a person's data. Machine clients and staff must say for which procedure, in the header {@code
 * Processing-Purpose}, and may only name one that is registered for them (Decree 13/2023/NĐ-CP art. 3 and 38).
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ReadsPersonalData {}
