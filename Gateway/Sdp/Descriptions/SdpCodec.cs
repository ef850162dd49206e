using System.Collections.Immutable;

namespace Telephony.Sdp.Descriptions;

/// <summary>What one payload type means (RFC 8866 6.6 and 6.15, RFC 4585 4.2).</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="Name">Encoding name as registered, compared without regard to case.</param>
/// <param name="ClockHz">RTP clock rate; G.722 says 8000 (RFC 3551 4.5.2).</param>
/// <param name="Channels">1 unless the rtpmap says more.</param>
/// <param name="Fmtp">Format parameters, the first <c>a=fmtp</c> of the payload type; null for none.</param>
public sealed record SdpCodec(int PayloadType, string Name, int ClockHz, int Channels = 1, string? Fmtp = null)
{
    /// <summary>Values of <c>a=rtcp-fb</c> for this payload type, those for all (<c>*</c>) included.</summary>
    public ImmutableArray<string> Feedback { get; init; } = [];

    public bool IsTelephoneEvent => Is("telephone-event");

    /// <summary>Travels beside a codec and carries no conversation by itself: digits, comfort noise, redundancy, vendor signalling.</summary>
    public bool IsAuxiliary =>
        IsTelephoneEvent || Is("CN") || Is("red") || Is("tone") || Is("parityfec") || Is("ulpfec") || Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase);

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same encoding under whatever payload type: name, clock, channels, and the parameters that change the payload's form.</summary>
    public bool Matches(SdpCodec other) =>
        ClockHz == other.ClockHz && Channels == other.Channels && Is(other.Name) && FormatParameters.SamePayloadForm(this, other);

    public bool Equals(SdpCodec? other) =>
        other is not null && PayloadType == other.PayloadType && Name == other.Name && ClockHz == other.ClockHz && Channels == other.Channels
        && Fmtp == other.Fmtp && Feedback.SequenceEqual(other.Feedback);

    public override int GetHashCode() => HashCode.Combine(PayloadType, Name, ClockHz, Channels, Fmtp);
}
