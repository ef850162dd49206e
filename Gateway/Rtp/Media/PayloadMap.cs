using System.Runtime.CompilerServices;
using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Media;

/// <summary>
/// For each payload type that comes in on a leg, the number it leaves with on the leg bridged to it. Kept in place and filled anew when either plan
/// changes, so that a hold or a codec change allocates nothing on the media thread.
/// </summary>
[InlineArray(128)]
internal struct PayloadMap
{
    /// <summary>The far leg has not agreed on it.</summary>
    public const byte None = 0xFF;

    /// <summary>It goes to a converter.</summary>
    public const byte Converted = 0xFE;

    private byte _first;

    public void Clear() => ((Span<byte>)this).Fill(None);

    public void Fill(LegPlan? here, LegPlan? there)
    {
        Clear();
        if (here is null || there is null) return;
        for (var i = 0; i < here.Source.Payloads.Count; i++)
        {
            var payload = here.Source.Payloads[i];
            this[payload.PayloadType & 0x7F] = payload.FarPayloadType ?? Match(payload, there.Source.Payloads);
        }
    }

    private static byte Match(PayloadFormat payload, IReadOnlyList<PayloadFormat> candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].SameAs(payload)) return candidates[i].OutgoingType;
        }
        return None;
    }
}
