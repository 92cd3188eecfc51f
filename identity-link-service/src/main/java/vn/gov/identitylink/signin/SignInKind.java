package vn.gov.identitylink.signin;

/** The kinds of account on the portal's sign-in screen (letter, screens 1 and 6): who issued what a person signs in with. */
public enum SignInKind {
    /** <i>Tài khoản cấp bởi Cổng dịch vụ công quốc gia.</i> */
    PORTAL,
    /** <i>Tài khoản định danh điện tử cấp bởi Bộ Công an.</i> */
    VNEID,
    /** Issued by Vietnam Post, with CCCD or CMND. */
    VIETNAM_POST,
    /** Of officials of state agencies. */
    STATE_AGENCY,
    /** From 2025: the electronic identification account of an organisation or business. */
    ORGANISATION_EID;

    /** Whether this is what the policies want people to come to: no policy is about it. */
    boolean isElectronicIdentity() {
        return this == VNEID || this == ORGANISATION_EID;
    }
}
