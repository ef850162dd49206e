using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Telephony.Audio.Codecs;
using Telephony.Calls.Negotiation;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>What may come from a peer, by payload type: the decoder and the clock of each. Media worker only.</summary>
internal sealed class DecoderTable : IDisposable
{
    private const byte Comfort = 0xFE;
    private const byte Unknown = 0xFF;

    private readonly byte[] _places = new byte[128];
    private readonly byte[] _clocks = new byte[128];

    private DecoderTable(IAudioDecoder[] decoders, int[] clocks)
    {
        (Decoders, ClocksHz) = (decoders, clocks);
        _places.AsSpan().Fill(Unknown);
    }

    /// <summary>The preferred codec's first.</summary>
    public IAudioDecoder[] Decoders { get; }

    public int[] ClocksHz { get; }

    /// <summary>The rate of the best codec that may come: what is above it need not be encoded.</summary>
    public static int BestRate(ImmutableArray<AgreedCodec> codecs) =>
        codecs.Max(static agreed => agreed.Codec.IsAuxiliary ? 0 : agreed.Codec.Is("G722") ? 16000 : agreed.Codec.ClockHz);

    /// <param name="rate">At which the sound will be used.</param>
    public static bool TryCreate(ImmutableArray<AgreedCodec> codecs, int rate, [NotNullWhen(true)] out DecoderTable? made, [NotNullWhen(false)] out string? why)
    {
        (made, why) = (null, null);
        var (decoders, agreements) = (new List<IAudioDecoder>(), new List<AgreedCodec>());
        foreach (var agreed in codecs)
        {
            if (agreed.Codec.IsAuxiliary) continue;
            if (!AudioCodecs.TryCreateDecoder(CodecFormats.Of(agreed.Codec), rate, out var decoder, out var missing)) { why ??= missing; continue; }
            decoders.Add(decoder);
            agreements.Add(agreed);
        }
        if (decoders.Count == 0)
        {
            why ??= "Nothing that the peer may send can be decoded.";
            return false;
        }
        made = new DecoderTable([.. decoders], [.. agreements.Select(static agreed => agreed.Codec.ClockHz).Distinct()]);
        for (var i = 0; i < agreements.Count; i++) made.Set(codecs, agreements[i], (byte)i);
        foreach (var agreed in codecs)
        {
            if (agreed.Codec.Is("CN") && made.ClocksHz.Contains(agreed.Codec.ClockHz)) made.Set(codecs, agreed, Comfort);
        }
        why = null;
        return true;
    }

    public bool IsUnknown(byte payloadType) => _places[payloadType] == Unknown;

    public bool IsNoise(byte payloadType) => _places[payloadType] == Comfort;

    public bool TryFind(byte payloadType, out int place)
    {
        place = _places[payloadType];
        return place < Comfort;
    }

    /// <summary>Index in <see cref="ClocksHz"/>.</summary>
    public int ClockOf(byte payloadType) => _clocks[payloadType];

    public void Dispose()
    {
        foreach (var decoder in Decoders) decoder.Dispose();
    }

    private void Set(ImmutableArray<AgreedCodec> codecs, AgreedCodec agreed, byte place)
    {
        Set(agreed.ReceivePayloadType, agreed, place);
        if (PayloadFormats.ComesUnderItsOwnNumber(codecs, agreed)) Set(agreed.SendPayloadType, agreed, place);
    }

    private void Set(int number, AgreedCodec agreed, byte place)
    {
        _places[number & 0x7F] = place;
        _clocks[number & 0x7F] = (byte)Array.IndexOf(ClocksHz, agreed.Codec.ClockHz);
    }
}
