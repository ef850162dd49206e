using System.Collections.Immutable;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>How payload types change on the way from one leg to the other.</summary>
public sealed class PayloadMap
{
    public const int NotAgreed = -1;

    private readonly ImmutableArray<sbyte> _to;

    private PayloadMap(ImmutableArray<sbyte> to, bool isIdentity)
    {
        _to = to;
        IsIdentity = isIdentity;
    }

    /// <summary>Nothing agreed on changes its number: packets need no rewriting.</summary>
    public bool IsIdentity { get; }

    /// <summary>The number to send for one received, both 0 to 127; <see cref="NotAgreed"/> when one of the legs does not know it.</summary>
    public int this[int received] => _to[received & 127];

    public static PayloadMap Between(MediaPlan from, MediaPlan to)
    {
        var map = new sbyte[128];
        Array.Fill(map, (sbyte)NotAgreed);
        var identity = true;
        foreach (var here in from.Codecs)
        {
            if (Find(to, here) is not { } there) continue;
            map[here.ReceivePayloadType] = (sbyte)there.SendPayloadType;
            identity &= here.ReceivePayloadType == there.SendPayloadType;
        }
        return new PayloadMap([.. map], identity);
    }

    private static AgreedCodec? Find(MediaPlan plan, AgreedCodec wanted)
    {
        foreach (var codec in plan.Codecs)
            if (codec.Codec.Matches(wanted.Codec)) return codec;
        return null;
    }
}
