package vn.gov.identitylink.notices;

import java.util.Map;
import java.util.UUID;
import vn.gov.identitylink.problem.Language;

/**
 * One message to one citizen, without any number, name or claim.
 *
 * @param recipient whom the channel knows by this: the account's technical id at the portal, the subject at VNeID, or a
 *     phone number or address
 * @param texts in every language, since the channel knows which one the citizen reads
 */
record Notice(UUID noticeId, NoticeChannel.Kind channel, String recipient, Map<Language, Text> texts) {

    /**
     * @param body with the link to "this was not me" where there is one
     */
    record Text(String title, String body) {}

    @Override
    public String toString() {
        return "Notice[" + noticeId + ", " + channel + "]";
    }
}
