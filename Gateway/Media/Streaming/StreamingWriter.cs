using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Telephony.Media.Streaming;

/// <summary>
/// The documents that an application gets over its WebSocket, one per text frame, as the Call Automation SDKs read them (<c>StreamingData.parse</c>). The buffer is used again: what a method returns is valid until the next call. One owner.
/// <code>
/// AudioMetadata {subscriptionId, encoding "PCM", sampleRate, channels 1, length}   then   AudioData {timestamp, participantRawID?, data (base64), silent}…   DtmfData {data}
/// TranscriptionMetadata {subscriptionId, locale, callConnectionId, correlationId, …}   then   TranscriptionData {text, format "display", confidence, offset, duration, words[], participantRawID, resultStatus}…
/// </code>
/// </summary>
public sealed class StreamingWriter : IDisposable
{
    private const string Utc = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly ArrayBufferWriter<byte> _buffer = new(8 * 1024);
    private readonly Utf8JsonWriter _json;

    public StreamingWriter() => _json = new Utf8JsonWriter(_buffer);

    /// <param name="frameBytes">Octets of PCM in each AudioData.</param>
    public ReadOnlyMemory<byte> AudioMetadata(string subscriptionId, int sampleRate, int frameBytes)
    {
        Begin("AudioMetadata", "audioMetadata");
        _json.WriteString("subscriptionId", subscriptionId);
        _json.WriteString("encoding", "PCM");
        _json.WriteNumber("sampleRate", sampleRate);
        _json.WriteNumber("channels", 1);
        _json.WriteNumber("length", frameBytes);
        return End();
    }

    /// <param name="participantRawId">Who speaks; null in a mixed stream.</param>
    public ReadOnlyMemory<byte> AudioData(ReadOnlySpan<short> frame, DateTimeOffset at, string? participantRawId, bool isSilent)
    {
        Begin("AudioData", "audioData");
        Timestamp(at);
        if (participantRawId is not null) _json.WriteString("participantRawID", participantRawId);
        _json.WriteBase64String("data", MemoryMarshal.AsBytes(frame));           // little-endian, as the machines are that this runs on
        _json.WriteBoolean("silent", isSilent);
        return End();
    }

    /// <param name="tone">As the API writes them: "1", "*", "#", "a".</param>
    public ReadOnlyMemory<byte> DtmfData(string tone)
    {
        Begin("DtmfData", "dtmfData");
        _json.WriteString("data", tone);
        return End();
    }

    public ReadOnlyMemory<byte> TranscriptionMetadata(string subscriptionId, string locale, string callConnectionId, string correlationId, string speechModelEndpointId)
    {
        Begin("TranscriptionMetadata", "transcriptionMetadata");
        _json.WriteString("subscriptionId", subscriptionId);
        _json.WriteString("locale", locale);
        _json.WriteString("callConnectionId", callConnectionId);
        _json.WriteString("correlationId", correlationId);
        _json.WriteString("speechRecognitionModelEndpointId", speechModelEndpointId);
        return End();
    }

    /// <param name="confidence">0 to 1.</param>
    /// <param name="isFinal">False: more may change it. Written as the SDKs' known values are spelled.</param>
    public ReadOnlyMemory<byte> TranscriptionData(string text, double confidence, TimeSpan offset, TimeSpan duration, ReadOnlySpan<TranscribedWord> words, string participantRawId, bool isFinal)
    {
        Begin("TranscriptionData", "transcriptionData");
        _json.WriteString("text", text);
        _json.WriteString("format", "display");
        _json.WriteNumber("confidence", confidence);
        _json.WriteNumber("offset", offset.Ticks);
        _json.WriteNumber("duration", duration.Ticks);
        _json.WriteStartArray("words");
        foreach (var word in words)
        {
            _json.WriteStartObject();
            _json.WriteString("text", word.Text);
            _json.WriteNumber("offset", word.Offset.Ticks);
            _json.WriteNumber("duration", word.Duration.Ticks);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteString("participantRawID", participantRawId);
        _json.WriteString("resultStatus", isFinal ? "final" : "intermediate");
        return End();
    }

    public void Dispose() => _json.Dispose();

    private void Timestamp(DateTimeOffset at)
    {
        Span<char> text = stackalloc char[32];
        at.UtcDateTime.TryFormat(text, out var length, Utc, CultureInfo.InvariantCulture);
        _json.WriteString("timestamp", text[..length]);
    }

    private void Begin(string kind, string body)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("kind", kind);
        _json.WriteStartObject(body);
    }

    private ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }
}
