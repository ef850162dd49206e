using Telephony.Automation.Connections;
using Telephony.Automation.Rooms;

namespace Telephony.Automation.Streams;

/// <summary>The words of a call on their way to an application: each phone is listened to for itself, and what it says is understood utterance by utterance. Call loop only.</summary>
internal sealed class Transcription(CallConnection connection, TranscriptionTerms terms) : ConnectionStream(connection, terms.Url, terms.StartsAtOnce)
{
    private readonly Dictionary<Participant, TranscribedVoice> _voices = [];
    private TranscriptContent? _content;

    /// <summary>What is spoken; what comes from now on is understood so.</summary>
    public string Locale { get; set; } = terms.Locale;

    public string Model { get; set; } = terms.Model;

    public bool WithIntermediate => terms.WithIntermediate;

    protected override StreamFigures Figures => Conversation.Desk.Transcriptions;

    public override StreamView View => base.View with { Locale = Locale };

    /// <summary>By the desk's clock.</summary>
    public long BeganAt { get; private set; }

    /// <summary>Tells that the locale is another one.</summary>
    public void Updated(OperationTerms operation) => Tell(StreamNews.LocaleUpdated, operation, ResultInformation.Success);

    public override void Reseat()
    {
        if (_content is null) return;
        Participant[] there = [.. Conversation.Connected];
        foreach (var party in _voices.Keys.Except(there).ToList())
        {
            _voices[party].Stop();
            _voices.Remove(party);
        }
        foreach (var party in there)
        {
            if (!_voices.ContainsKey(party)) _voices.Add(party, new TranscribedVoice(this, party, Conversation.Desk));
        }
    }

    /// <summary>Something was understood.</summary>
    /// <param name="offset">From the beginning of the transcription.</param>
    public void Add(Participant party, string words, double confidence, TimeSpan offset, TimeSpan duration, bool isFinal)
    {
        if (_content is not { } content) return;
        if (!content.Add(words, confidence, offset, duration, party.RawId, isFinal))
        {
            Figures.Drop();
            Conversation.Desk.Logger.TranscriptLost(Connection.Id);
        }
        Signal();
    }

    /// <summary>What understands speech has failed.</summary>
    public void Give(string why) => Fail(StreamFault.Speech, why);

    protected override IStreamContent Listen()
    {
        BeganAt = Conversation.Desk.Clock.GetTimestamp();
        var content = new TranscriptContent(Id, Locale, Model, Connection.Id, Conversation.CorrelationId);
        _content = content;
        Reseat();
        return content;
    }

    protected override void StopListening()
    {
        _content = null;
        foreach (var voice in _voices.Values) voice.Stop();
        _voices.Clear();
    }

    protected override void Tell(StreamNews news, OperationTerms operation, ResultInformation result) =>
        Connection.Tell(TypeOf(news), operation, result, json => news.Write(json, "transcriptionUpdate", "transcription"));

    private static string TypeOf(StreamNews news) => news.Status switch
    {
        "Started" => EventTypes.TranscriptionStarted,
        "Stopped" => EventTypes.TranscriptionStopped,
        "Updated" => EventTypes.TranscriptionUpdated,
        _ => EventTypes.TranscriptionFailed,
    };
}
