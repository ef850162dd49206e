using System.Text.Json;

namespace Telephony.Media.Streaming;

/// <summary>What an application sent.</summary>
public enum StreamingKind : byte
{
    /// <summary>A document of another kind: passed over, so that newer applications work.</summary>
    Other,

    /// <summary>Sound to be played: 16-bit mono, at the rate of the stream.</summary>
    AudioData,

    /// <summary>What waits to be played is not to be heard.</summary>
    StopAudio,
}

/// <summary>
/// Reads what an application sends: <c>{"kind":"AudioData","audioData":{"data":"…"}}</c> and <c>{"kind":"StopAudio","stopAudio":{}}</c>. Names are taken in any case, as the SDKs of different languages write them differently. Never throws for bad input.
/// </summary>
public static class StreamingReader
{
    /// <summary>Of one text frame: a minute of 24 kHz in base64.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxDepth = 8;

    /// <param name="pcm">Where samples go; octets, cut to whole samples. At least three quarters of the message's length.</param>
    /// <param name="length">Octets of sound.</param>
    /// <param name="why">What is wrong with the message.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, Span<byte> pcm, out StreamingKind kind, out int length, out string why)
    {
        (kind, length, why) = (StreamingKind.Other, 0, "");
        if (message.Length > MaxBytes) { why = $"The message has {message.Length} octets: at most {MaxBytes} are taken."; return false; }
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = MaxDepth });
        var hasData = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) { why = "The message is no JSON object."; return false; }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isKind, isBody) = (Is(reader, "kind"), Is(reader, "audioData"));
                reader.Read();
                if (isKind && reader.TokenType == JsonTokenType.String) kind = Is(reader, "AudioData") ? StreamingKind.AudioData : Is(reader, "StopAudio") ? StreamingKind.StopAudio : StreamingKind.Other;
                else if (isBody && reader.TokenType == JsonTokenType.StartObject) hasData |= TryReadData(ref reader, pcm, out length, out why);
                else reader.Skip();
                if (why.Length > 0) return false;
            }
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) { why = "The message is no single JSON object."; return false; }
        }
        catch (JsonException)
        {
            why = $"The message is no JSON, from octet {reader.BytesConsumed}.";
            return false;
        }
        if (kind == StreamingKind.AudioData && !hasData) { why = "AudioData has no 'data': base64 of 16-bit samples is needed."; return false; }
        if (kind != StreamingKind.AudioData) length = 0;
        return true;
    }

    private static bool TryReadData(ref Utf8JsonReader reader, Span<byte> pcm, out int length, out string why)
    {
        (length, why) = (0, "");
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = Is(reader, "data");
            reader.Read();
            if (!isData || reader.TokenType != JsonTokenType.String) { reader.Skip(); continue; }
            // Base64 has no letter that JSON escapes, but "\/" and "=" may be written as escapes all the same.
            var text = reader.ValueIsEscaped ? System.Text.Encoding.ASCII.GetBytes(SafeText(reader)) : reader.ValueSpan;
            if (System.Buffers.Text.Base64.DecodeFromUtf8(text, pcm, out _, out length) != System.Buffers.OperationStatus.Done) { why = "The data of AudioData is no base64."; return false; }
            length &= ~1;
            found = true;
        }
        return found;
    }

    private static string SafeText(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "!";                // half a surrogate pair: no base64 either
        }
    }

    private static bool Is(in Utf8JsonReader reader, string name)
    {
        var value = reader.ValueSpan;
        if (value.Length != name.Length) return false;
        for (var i = 0; i < value.Length; i++)
        {
            if ((value[i] | 0x20) != (name[i] | 0x20)) return false;
        }
        return true;
    }
}
