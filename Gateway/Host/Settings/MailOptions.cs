using System.Globalization;

namespace Telephony.Host.Settings;

public enum MailSecurity : byte
{
    /// <summary>TLS from the first octet, as port 465 has it (RFC 8314).</summary>
    Tls,

    /// <summary>STARTTLS (RFC 3207), and nothing without it.</summary>
    StartTls,

    /// <summary>In the clear.</summary>
    None,
}

/// <summary>The mail server for voicemail, checked and typed.</summary>
internal sealed record MailOptions(string Host, int Port, MailSecurity Security, string From, string User, string Password)
{
    /// <returns>Null: there is none.</returns>
    public static MailOptions? Read(MailSettings raw, SettingMistakes mistakes)
    {
        if (raw.Server.Length == 0) return null;
        MailSecurity? security = raw.Security switch { "tls" => MailSecurity.Tls, "startTls" => MailSecurity.StartTls, "none" => MailSecurity.None, _ => null };
        if (security is null) mistakes.Add("Mail:Security", raw.Security, "allowed is tls, startTls or none");
        var colon = raw.Server.LastIndexOf(':');
        var (host, port) = (colon < 0 ? raw.Server : raw.Server[..colon], security switch { MailSecurity.Tls => 465, MailSecurity.StartTls => 587, _ => 25 });
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown || (colon >= 0 && (!int.TryParse(raw.Server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535))) mistakes.Add("Mail:Server", raw.Server, "allowed is a host, or host:port, such as mail.example.com:587");
        if (!MimeKit.MailboxAddress.TryParse(raw.From, out var from) || from.Domain.Length == 0) mistakes.Add("Mail:From", raw.From, "allowed is a mail address, such as Voicemail <voicemail@example.com>");
        if (raw.User.Length > 0 && security == MailSecurity.None) mistakes.Add("Mail:User", raw.User, "allowed is a user with Mail:Security of tls or startTls alone: a password does not go out in the clear");
        return new MailOptions(host.Trim('[', ']'), port, security ?? MailSecurity.StartTls, raw.From, raw.User, raw.Password);
    }
}

internal sealed class MailSettings
{
    /// <summary>Host, or host:port; empty: there is none, and voicemail is mailed to nobody.</summary>
    public string Server { get; set; } = "";

    /// <summary>tls, startTls or none.</summary>
    public string Security { get; set; } = "startTls";

    /// <summary>Who the mails are from.</summary>
    public string From { get; set; } = "";

    /// <summary>Empty: nobody logs in.</summary>
    public string User { get; set; } = "";

    /// <summary>A secret: better in the environment than in the file.</summary>
    public string Password { get; set; } = "";
}
