using System.Collections.Concurrent;
using Telephony.Media.Streaming;

namespace Telephony.Automation.Streams;

/// <summary>Transcripts on their way: written by the call's loop, sent by the socket; 256 may wait.</summary>
internal sealed class TranscriptContent(string subscriptionId, string locale, string model, string connectionId, string correlationId) : IStreamContent
{
    private const int Most = 256;

    private readonly ConcurrentQueue<byte[]> _waiting = new();
    private readonly StreamingWriter _first = new();    // the socket's

    /// <summary>Call loop.</summary>
    /// <returns>False: it was dropped, as the application reads too slowly.</returns>
    public bool Add(string words, double confidence, TimeSpan offset, TimeSpan duration, string participantRawId, bool isFinal)
    {
        if (_waiting.Count >= Most) return false;
        using var writer = new StreamingWriter();           // the socket may end, and its own with it, while the loop is still here
        _waiting.Enqueue(writer.TranscriptionData(words, confidence, offset, duration, TranscribedWords.Spread(words, offset, duration), participantRawId, isFinal).ToArray());
        return true;
    }

    public ReadOnlyMemory<byte> Metadata() => _first.TranscriptionMetadata(subscriptionId, locale, connectionId, correlationId, model);

    public bool TryTake(out ReadOnlyMemory<byte> text)
    {
        var taken = _waiting.TryDequeue(out var next);
        text = next;
        return taken;
    }

    public bool Receive(ReadOnlySpan<byte> text, out string why)
    {
        why = "";   // nothing is expected, and nothing is wrong with it
        return true;
    }

    public void Dispose() => _first.Dispose();
}
