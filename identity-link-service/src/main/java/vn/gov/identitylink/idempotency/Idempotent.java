package vn.gov.identitylink.idempotency;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An endpoint that creates something and takes an {@code Idempotency-Key}. Its answer is kept in the transaction of what it
 * did: by default one that is opened around the endpoint, which a use case's own joins.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {

    /** Whether the use case has several transactions, because it asks a neighbour between them: it ends with {@link LastTransaction}. */
    @Nonbinding
    boolean endsWithLastTransaction() default false;
}
