package vn.gov.identitylink.registry;

/**
 * The National Population Database (<i>cơ sở dữ liệu quốc gia về dân cư</i>), service 037: do these three facts belong to
 * one person? Never asked inside a transaction.
 */
public interface PopulationRegistry {

    /** Asks once, with what patience the adapter has. Never throws for what the registry does or fails to do. */
    RegistryAnswer match(RegistryQuestion question);

    /** Whether nobody is asked at present, because the registry did not answer lately. Known here, without asking. */
    boolean isLeftAlone();
}
