using Microsoft.Extensions.Logging;

namespace Telephony.Host.Certificates;

/// <summary>Ids 7100 to 7199.</summary>
internal static partial class CertificateLog
{
    [LoggerMessage(7101, LogLevel.Information, "Certificates were made by the development authority {Authority}: {Names}")]
    public static partial void Made(this ILogger logger, string authority, string names);

    [LoggerMessage(7102, LogLevel.Information, "Certificates were renewed: {Names}. New connections show them; those made with the old ones end within minutes")]
    public static partial void Renewed(this ILogger logger, string names);

    [LoggerMessage(7103, LogLevel.Warning, "Changed certificates are not taken, those before stay in use: {Why}")]
    public static partial void NotTaken(this ILogger logger, string why);

    [LoggerMessage(7104, LogLevel.Warning, "certExpiring: the certificate of {Owner} ends on {Ends:u} ({Subject})")]
    public static partial void Expiring(this ILogger logger, string owner, DateTimeOffset ends, string subject);

    [LoggerMessage(7105, LogLevel.Error, "certExpired: the certificate of {Owner} ended on {Ends:u} ({Subject})")]
    public static partial void Expired(this ILogger logger, string owner, DateTimeOffset ends, string subject);

    [LoggerMessage(7106, LogLevel.Information, "The certificate of {Owner} is good until {Ends:u} ({Subject})")]
    public static partial void GoodAgain(this ILogger logger, string owner, DateTimeOffset ends, string subject);

    [LoggerMessage(7107, LogLevel.Warning, "Trunk {Trunk}: tls.verify is off. Whoever reaches the listener, or answers in its place, is taken for it; for a laboratory only")]
    public static partial void Unverified(this ILogger logger, string trunk);

    [LoggerMessage(7108, LogLevel.Warning, "Trunk {Trunk}: tls.clientCertificate is \"{Name}\", and {Folder} has no {Name}.pem with {Name}.key; it cannot be called until it has")]
    public static partial void NoIdentity(this ILogger logger, string trunk, string name, string folder);
}
