using System.Text.Json;
using Telephony.Automation.Connections;

namespace Telephony.Automation.Streams;

/// <summary>A stream of one connection to its application: the shell of <see cref="StreamMachine"/>, which tells of its beginning and its end. Call loop only.</summary>
internal abstract class ConnectionStream(CallConnection connection, Uri url, bool startsAtOnce)
{
    private StreamState _state;
    private StreamPump? _pump;
    private OperationTerms _terms = OperationTerms.None;
    private StreamReply.Failed? _failure;

    public string Id { get; } = Guid.NewGuid().ToString("D");

    public bool IsActive => _state is StreamState.Opening or StreamState.Open or StreamState.Reopening;

    public virtual StreamView View => new(Id, IsActive);

    protected CallConnection Connection => connection;

    protected Conversation Conversation => connection.Conversation;

    /// <summary>The call is connected.</summary>
    public void OnConnected()
    {
        if (startsAtOnce) Fire(StreamTrigger.Start);
    }

    public void Start(OperationTerms terms)
    {
        _terms = terms;
        Fire(StreamTrigger.Start);
    }

    public void Stop(OperationTerms terms)
    {
        _terms = terms;
        Fire(StreamTrigger.Stop);
    }

    /// <summary>The application's hold on the call ends.</summary>
    public void End() => Fire(StreamTrigger.CallEnds);

    /// <summary>Phones have come or gone.</summary>
    public abstract void Reseat();

    /// <summary>Of its kind.</summary>
    protected abstract StreamFigures Figures { get; }

    /// <summary>Begins to listen; what it hears goes out by the content.</summary>
    protected abstract IStreamContent Listen();

    /// <summary>Listens no more.</summary>
    protected abstract void StopListening();

    protected abstract void Tell(StreamNews news, OperationTerms terms, ResultInformation result);

    /// <summary>There is something to send. Any thread.</summary>
    protected void Signal() => _pump?.Signal();

    /// <summary>What it carries cannot be made any more.</summary>
    protected void Fail(StreamFault fault, string why)
    {
        _failure = new StreamReply.Failed(fault, why);
        Fire(StreamTrigger.Failed);
    }

    private void Fire(StreamTrigger trigger)
    {
        var before = _state;
        var step = StreamMachine.On(before, trigger);
        _state = step.Next;
        Figures.Note(before, step.Next, step.Effects);
        if (step.Effects.HasFlag(StreamEffects.Begin)) Begin();
        if (step.Effects.HasFlag(StreamEffects.Release)) Release();
        if (step.Effects.HasFlag(StreamEffects.TellStarted)) Tell(StreamNews.Started, _terms, ResultInformation.Success);
        if (step.Effects.HasFlag(StreamEffects.TellReestablished)) Tell(StreamNews.Reestablished, _terms, ResultInformation.Success);
        if (step.Effects.HasFlag(StreamEffects.TellStopped)) Tell(StreamNews.Stopped, _terms, ResultInformation.Success);
        if (step.Effects.HasFlag(StreamEffects.TellFailed) && _failure is { } failure) Tell(StreamNews.Failed(failure.Fault, again: before == StreamState.Reopening), _terms, ResultInformation.OfStream(failure));
    }

    private void Begin()
    {
        var content = Listen();
        _pump = new StreamPump(content, new StreamOpening(url, Conversation.Resource, connection.Id, Conversation.CorrelationId), Conversation.Desk, new CancellationTokenSource(), OnTold);
        _ = Conversation.Desk.Track(Task.Run(_pump.RunAsync));   // not on the loop: the socket is not the call's to wait for
    }

    private void Release()
    {
        StopListening();
        _pump?.Stop();
        _pump = null;
    }

    private void OnTold(StreamPump pump, StreamTrigger trigger, StreamReply.Failed? why) => Conversation.Desk.Loop.Post(
        static state =>
        {
            var (stream, from, happened, failure) = ((ConnectionStream, StreamPump, StreamTrigger, StreamReply.Failed?))state!;
            if (!ReferenceEquals(from, stream._pump)) return;   // of an earlier start
            stream._failure = failure;
            stream.Fire(happened);
        },
        (this, pump, trigger, why));
}

/// <summary>What an event says of a stream, in the API's words.</summary>
/// <param name="Status">Behind the name of the kind: <c>Started</c> of <c>mediaStreamingStarted</c>.</param>
internal readonly record struct StreamNews(string Status, string Details)
{
    public static readonly StreamNews Started = new("Started", "subscriptionStarted");
    public static readonly StreamNews Reestablished = new("Started", "streamConnectionReestablished");
    public static readonly StreamNews Stopped = new("Stopped", "subscriptionStopped");
    public static readonly StreamNews LocaleUpdated = new("Updated", "transcriptionLocaleUpdated");

    public static StreamNews Failed(StreamFault fault, bool again) => new("Failed", fault switch
    {
        StreamFault.Unauthenticated => "authenticationFailure",
        StreamFault.Forbidden => "forbidden",
        StreamFault.Refused => "badRequest",
        StreamFault.Busy => "tooManyRequests",
        StreamFault.TimedOut => "serviceTimeout",
        StreamFault.Speech => "speechServicesConnectionError",
        StreamFault.Interrupted => "streamConnectionInterrupted",
        _ => again ? "streamConnectionUnsuccessful" : "initialWebSocketConnectionFailed",
    });

    /// <param name="name">Of the object.</param>
    /// <param name="kind"><c>mediaStreaming</c> or <c>transcription</c>.</param>
    public void Write(Utf8JsonWriter json, string name, string kind, string? contentType = null)
    {
        json.WriteStartObject(name);
        if (contentType is not null) json.WriteString("contentType", contentType);
        json.WriteString(kind + "Status", kind + Status);
        json.WriteString(kind + "StatusDetails", Details);
        json.WriteEndObject();
    }
}
