using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>What a peer says of its T.38 stream (RFC 3362, T.38 annex D.2.3): it is between the two fax machines, so it crosses as it is.</summary>
/// <param name="Protocol">As written: <c>udptl</c>, by some peers <c>UDPTL</c>.</param>
/// <param name="Attributes">Those whose names begin with T38, in their order.</param>
public sealed record FaxTerms(string Protocol, ImmutableArray<SdpAttribute> Attributes)
{
    private const string BitRate = "T38MaxBitRate";

    public bool Equals(FaxTerms? other) => other is not null && Protocol == other.Protocol && Attributes.SequenceEqual(other.Attributes);

    public override int GetHashCode() => HashCode.Combine(Protocol, Attributes.Length);

    internal static FaxTerms Of(MediaDescription media) =>
        new(media.Protocol, [.. media.Attributes.Where(static a => a.Name.StartsWith("T38", StringComparison.OrdinalIgnoreCase))]);

    /// <summary>The same with a bit rate no higher than a leg allows.</summary>
    internal FaxTerms Within(int bitRate)
    {
        for (var i = 0; i < Attributes.Length; i++)
        {
            var (name, value) = (Attributes[i].Name, Attributes[i].Value);
            if (!name.Equals(BitRate, StringComparison.OrdinalIgnoreCase) || !int.TryParse(value, out var rate) || rate <= bitRate) continue;
            return this with { Attributes = Attributes.SetItem(i, new SdpAttribute(name, bitRate.ToString(System.Globalization.CultureInfo.InvariantCulture))) };
        }
        return this;
    }
}
