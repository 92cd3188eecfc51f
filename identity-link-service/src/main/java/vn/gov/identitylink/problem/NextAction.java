package vn.gov.identitylink.problem;

/** What a citizen, or a portal for them, can do next. */
public enum NextAction {
    /** Enter number, name and birth date. */
    DECLARE_IDENTITY,
    /** Press [Cập nhật từ CSDL Quốc gia về Dân cư] (letter, step 3). */
    VERIFY_IDENTITY,
    /** Press [Đăng nhập bằng VNeID] (letter, step 6). */
    LINK_VNEID,
    /** Sign in through VNeID: the account is linked. */
    SIGN_IN_WITH_VNEID,
    /** Register for VNeID level 2 at the police. */
    OBTAIN_VNEID_LEVEL_2,
    /** Have the record corrected by the police, then verify again. */
    CORRECT_REGISTRY_RECORD,
    /** Begin a new link attempt. */
    START_NEW_ATTEMPT,
    /** Ask at the one-stop counter. */
    ASK_OFFICER,
    NONE
}
