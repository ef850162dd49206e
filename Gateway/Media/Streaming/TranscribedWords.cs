namespace Telephony.Media.Streaming;

/// <summary>One word of a transcript.</summary>
/// <param name="Offset">From the beginning of the transcription.</param>
public readonly record struct TranscribedWord(string Text, TimeSpan Offset, TimeSpan Duration);

/// <summary>Words of an utterance whose engine says nothing of their times.</summary>
public static class TranscribedWords
{
    /// <summary>Each gets of the utterance's time what it has of its letters: right to a syllable or two.</summary>
    public static TranscribedWord[] Spread(string text, TimeSpan offset, TimeSpan duration)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Sum(static word => word.Length);
        var (spread, before) = (new TranscribedWord[words.Length], 0);
        for (var i = 0; i < words.Length; i++)
        {
            spread[i] = new TranscribedWord(words[i], offset + (duration * before / letters), duration * words[i].Length / letters);
            before += words[i].Length;
        }
        return spread;
    }
}
