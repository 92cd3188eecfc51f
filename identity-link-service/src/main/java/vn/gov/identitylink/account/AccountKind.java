package vn.gov.identitylink.account;

/** <i>LoaiTaiKhoan</i>: whose account it is. */
public enum AccountKind {
    CITIZEN,
    /** Known to accounts and policies; cannot be linked for now. */
    ORGANISATION
}
