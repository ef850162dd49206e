using System.Text.Json;
using Telephony.Media.Recognition;

namespace Telephony.Automation.Media;

/// <summary>What was recognised, in the fields of <c>RecognizeCompleted</c>.</summary>
internal static class RecognizeResult
{
    public static void WriteTones(Utf8JsonWriter json, IEnumerable<char> tones)
    {
        json.WriteString("recognitionType", "dtmf");
        json.WriteStartObject("dtmfResult");
        json.WriteStartArray("tones");
        foreach (var tone in tones) json.WriteStringValue(Tones.WordOf(tone));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteChoice(Utf8JsonWriter json, string label)
    {
        json.WriteString("recognitionType", "choices");
        json.WriteStartObject("choiceResult");
        json.WriteString("label", label);
        json.WriteEndObject();
    }

    /// <param name="isChoice">The label counts; else the words.</param>
    public static void WriteSpeech(Utf8JsonWriter json, RecognitionOutcome.Heard heard, bool isChoice)
    {
        json.WriteString("recognitionType", isChoice ? "choices" : "speech");
        json.WriteStartObject(isChoice ? "choiceResult" : "speechResult");
        if (isChoice) json.WriteString("label", heard.Label);
        json.WriteString(isChoice ? "recognizedPhrase" : "speech", isChoice ? heard.Phrase : heard.Words);
        if (heard.Confidence is { } confidence) json.WriteNumber("confidence", confidence);
        json.WriteEndObject();
    }
}
