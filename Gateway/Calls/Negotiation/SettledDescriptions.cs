using System.Buffers;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Reading;
using Telephony.Sdp.Writing;

namespace Telephony.Calls.Negotiation;

/// <summary>
/// What both sides of a leg have said, in wire form: one array for as long as the call talks and nobody asks. As descriptions they are thirty objects a call, and what a
/// collection costs is counted in objects.
/// <code>
/// bytes := sent peer      either may be empty: nothing was said
/// </code>
/// </summary>
internal readonly struct SettledDescriptions
{
    private readonly byte[]? _bytes;
    private readonly int _sentLength;

    private SettledDescriptions(byte[] bytes, int sentLength) => (_bytes, _sentLength) = (bytes, sentLength);

    public bool IsEmpty => _bytes is null;

    /// <param name="scratch">Of the shard; nothing in it is kept.</param>
    public static SettledDescriptions Of(SessionDescription? sent, SessionDescription? peer, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        if (sent is not null) SdpWriter.Write(sent, scratch);
        var sentLength = scratch.WrittenCount;
        if (peer is not null) SdpWriter.Write(peer, scratch);
        return new SettledDescriptions(scratch.WrittenSpan.ToArray(), sentLength);
    }

    public (SessionDescription? Sent, SessionDescription? Peer) Read() => (Read(_bytes.AsSpan(0, _sentLength)), Read(_bytes.AsSpan(_sentLength)));

    private static SessionDescription? Read(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return null;
        return SdpReader.TryRead(text, SdpLimits.Default, out var description, out var why)
            ? description
            : throw new InvalidOperationException($"A description that was written by us cannot be read: {why}.");
    }
}
