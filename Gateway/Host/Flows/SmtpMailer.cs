using System.Globalization;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Telephony.Domain.Voicemail;
using Telephony.FlowRunner.Voicemail;
using Telephony.Host.Settings;

namespace Telephony.Host.Flows;

/// <summary>Voicemail by SMTP (RFC 5321), the recording attached; one that is too large for most mail servers is only said to be there. A connection per message.</summary>
internal sealed class SmtpMailer(MailOptions options, TimeProvider clock) : IVoicemailMailer
{
    private const long LargestAttachment = 20_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async ValueTask<MailOutcome> SendAsync(VoicemailMail mail, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(s_patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var recipients = mail.Recipients.Select(static text => MailboxAddress.TryParse(text, out var address) && address.Domain.Length > 0 ? address : null).OfType<MailboxAddress>().ToList();
            if (recipients.Count == 0) return new MailOutcome.Never($"\"{string.Join(", ", mail.Recipients)}\" is no mail address.");
            using var message = await WriteAsync(mail, recipients, both.Token).ConfigureAwait(false);
            using var client = new SmtpClient();
            await client.ConnectAsync(options.Host, options.Port, options.Security switch { MailSecurity.Tls => SecureSocketOptions.SslOnConnect, MailSecurity.StartTls => SecureSocketOptions.StartTls, _ => SecureSocketOptions.None }, both.Token).ConfigureAwait(false);
            if (options.User.Length > 0) await client.AuthenticateAsync(options.User, options.Password, both.Token).ConfigureAwait(false);
            await client.SendAsync(message, both.Token).ConfigureAwait(false);
            await client.DisconnectAsync(quit: true, both.Token).ConfigureAwait(false);
            return MailOutcome.Sent.Instance;
        }
        catch (FileNotFoundException)
        {
            return new MailOutcome.Never("The recording is not there any more.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new MailOutcome.Later($"{options.Host} did not answer within {s_patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
        }
        // Of a server that refuses for good (5yz), what it refuses is this mail; a login or a certificate is ours to mend.
        catch (SmtpCommandException refused) when (refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)refused.StatusCode >= 500)
        {
            return new MailOutcome.Never($"{options.Host} refuses it: {refused.Message}");
        }
        catch (Exception failed) when (failed is SmtpCommandException or SmtpProtocolException or AuthenticationException or SslHandshakeException or IOException or System.Net.Sockets.SocketException or NotSupportedException)
        {
            return new MailOutcome.Later($"{options.Host}: {failed.Message.Split('\n')[0].TrimEnd()}");
        }
    }

    private async Task<MimeMessage> WriteAsync(VoicemailMail mail, IReadOnlyList<MailboxAddress> recipients, CancellationToken cancellation)
    {
        var caller = mail.Caller.Length > 0 ? mail.Caller : "an unknown number";
        var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.AddRange(recipients);
        message.Subject = $"Voicemail from {caller}, {Length(mail.Length)}";
        message.Date = mail.LeftAt;
        message.MessageId = $"{mail.Id}.{mail.Resource}@{MailboxAddress.Parse(options.From).Domain}";   // sent twice after a kill, it is one mail to its readers
        var text = $"{caller} called {mail.Called} at {mail.LeftAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)} and left a message of {Length(mail.Length)} in the mailbox {mail.Mailbox}.";
        var body = new BodyBuilder();
        if (new FileInfo(mail.Recording).Length <= LargestAttachment) body.Attachments.Add($"{mail.Id}.wav", await File.ReadAllBytesAsync(mail.Recording, cancellation).ConfigureAwait(false), new ContentType("audio", "wav"));
        else text += " The recording is too large for a mail: it is in the mailbox.";
        body.TextBody = text + "\r\n";
        message.Body = body.ToMessageBody();
        return message;
    }

    private static string Length(TimeSpan length) => length.ToString("m\\:ss", CultureInfo.InvariantCulture);
}
