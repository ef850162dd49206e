using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>
/// Which codecs a leg may use and in which order. Entries are encoding names, with a clock rate where it matters: <c>PCMU</c>, <c>opus</c>,
/// <c>SILK/16000</c>; case does not matter.
/// </summary>
public sealed record CodecPolicy
{
    /// <summary>Preferred ones, best first; what is offered but not listed follows in the order of the offer.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>True: only what <see cref="Order"/> lists. For ends that decode themselves.</summary>
    public bool ListedOnly { get; init; }

    /// <summary>Digits as RFC 4733 events.</summary>
    public bool TelephoneEvent { get; init; } = true;

    /// <summary>Digits are exchanged as events with this peer, whatever the other leg has: the gateway converts them.</summary>
    public bool OwnEvents { get; init; }

    /// <summary>Names of codecs that the gateway may convert from and to on this call; empty: packets cross as they are, or not at all.</summary>
    public ImmutableArray<string> Convertible { get; init; } = [];

    /// <summary>T.38 is passed through up to this bit rate; 0: it is refused.</summary>
    public int FaxBitRate { get; init; } = 14400;

    /// <summary>Everything the offer has, as it comes.</summary>
    public static CodecPolicy Any { get; } = new();

    /// <summary>G.711 only: what an announcement or echo can decode.</summary>
    public static CodecPolicy G711 { get; } = new() { Order = ["PCMU", "PCMA"], ListedOnly = true };

    public bool Allows(SdpCodec codec)
    {
        if (IndexOf(Exclude, codec) >= 0) return false;
        if (codec.IsTelephoneEvent) return TelephoneEvent;
        return !ListedOnly || IndexOf(Order, codec) >= 0;
    }

    /// <summary>The allowed ones: listed codecs in the policy's order, then other codecs, then what travels beside them.</summary>
    public ImmutableArray<SdpCodec> Apply(ImmutableArray<SdpCodec> codecs)
    {
        var kept = ImmutableArray.CreateBuilder<SdpCodec>(codecs.Length);
        for (var rank = 0; rank < Order.Length; rank++)
            foreach (var codec in codecs)
                if (!codec.IsAuxiliary && Allows(codec) && IndexOf(Order, codec) == rank) kept.Add(codec);
        foreach (var codec in codecs)
            if (!codec.IsAuxiliary && Allows(codec) && IndexOf(Order, codec) < 0) kept.Add(codec);
        foreach (var codec in codecs)
            if (codec.IsAuxiliary && Allows(codec)) kept.Add(codec);
        return kept.DrainToImmutable();
    }

    private static int IndexOf(ImmutableArray<string> entries, SdpCodec codec)
    {
        for (var index = 0; index < entries.Length; index++)
            if (Names(entries[index], codec)) return index;
        return -1;
    }

    private static bool Names(string entry, SdpCodec codec)
    {
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return codec.Is(entry);
        return entry.AsSpan(0, slash).Equals(codec.Name, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(entry.AsSpan(slash + 1), out var clock) && clock == codec.ClockHz;
    }
}
