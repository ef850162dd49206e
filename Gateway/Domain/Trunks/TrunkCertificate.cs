namespace Telephony.Domain.Trunks;

/// <summary>Age of a certificate, in the API's words (DR-15): unknown, ok, certExpiring, certExpired.</summary>
public enum CertificateStatus : byte
{
    Unknown,
    Ok,
    CertExpiring,
    CertExpired,
}

public static class CertificateStatuses
{
    public static string ToWord(this CertificateStatus status) => status switch
    {
        CertificateStatus.Ok => "ok",
        CertificateStatus.CertExpiring => "certExpiring",
        CertificateStatus.CertExpired => "certExpired",
        _ => "unknown",
    };

    /// <param name="warning">How long before its end it is expiring.</param>
    public static CertificateStatus Of(DateTimeOffset ends, DateTimeOffset now, TimeSpan warning) =>
        now >= ends ? CertificateStatus.CertExpired : now >= ends - warning ? CertificateStatus.CertExpiring : CertificateStatus.Ok;
}

/// <summary>A trunk's certificate as it was last shown to us.</summary>
/// <param name="Error">Why it was refused; null: it was good.</param>
public sealed record SeenCertificate(string Subject, string Issuer, DateTimeOffset Ends, string KeyPin, string? Error);

/// <summary>What is known of one trunk's certificate (DR-5), from its connections and ours. Safe from any thread.</summary>
public sealed class TrunkCertificate
{
    private SeenCertificate? last;

    /// <summary>Null before the first handshake.</summary>
    public SeenCertificate? Last => Volatile.Read(ref last);

    /// <summary>The same again costs no memory.</summary>
    public void Note(string subject, string issuer, DateTimeOffset ends, string keyPin, string? error)
    {
        if (Last is { } known && known.KeyPin == keyPin && known.Ends == ends && known.Error == error) return;
        Volatile.Write(ref last, new SeenCertificate(subject, issuer, ends, keyPin, error));
    }

    public CertificateStatus Status(DateTimeOffset now, TimeSpan warning) => Last is { } seen ? CertificateStatuses.Of(seen.Ends, now, warning) : CertificateStatus.Unknown;
}
