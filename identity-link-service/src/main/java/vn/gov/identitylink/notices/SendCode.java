package vn.gov.identitylink.notices;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.linking.CodeDelivery;

/** Sends one-time codes through the channels of notices, at once: the citizen stands at the counter. Nothing keeps them. */
@Singleton
class SendCode implements CodeDelivery {

    private final NoticeChannel channel;
    private final NoticeTexts texts;
    private final InstantSource clock;

    SendCode(NoticeChannel channel, NoticeTexts texts, InstantSource clock) {
        this.channel = channel;
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public boolean toPhone(PhoneNumber phone, String code) {
        return send(NoticeChannel.Kind.SMS, phone.unmasked(), code);
    }

    @Override
    public boolean toEmail(EmailAddress email, String code) {
        return send(NoticeChannel.Kind.EMAIL, email.unmasked(), code);
    }

    private boolean send(NoticeChannel.Kind kind, String recipient, String code) {
        return channel.send(new Notice(UUID.randomUUID(), kind, recipient, texts.ofCode(code, clock.instant())));
    }
}
