using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Commands;

/// <summary>Sound and words of a call that go to an application as they come. Any thread.</summary>
public static class StreamCommands
{
    private static readonly Refusal s_noMedia = Refusals.Bad("mediaStreamingOptions: the call has none; name them when it is made, answered or connected to.");
    private static readonly Refusal s_noTranscription = Refusals.Bad("transcriptionOptions: the call has none; name them when it is made, answered or connected to.");

    public static Task<Outcome<Taken>> StartMediaStreamingAsync(this AutomationDesk desk, ResourceId resource, string connection, OperationTerms terms) => desk.AskAsync(on =>
        With(on, resource, connection, static found => found.Media, s_noMedia, stream => Start(stream, terms, "Media streaming")));

    public static Task<Outcome<Taken>> StopMediaStreamingAsync(this AutomationDesk desk, ResourceId resource, string connection, OperationTerms terms) => desk.AskAsync(on =>
        With(on, resource, connection, static found => found.Media, s_noMedia, stream => Stop(stream, terms, "Media streaming")));

    /// <param name="locale">Empty: as it was.</param>
    /// <param name="model">Empty: as it was.</param>
    public static Task<Outcome<Taken>> StartTranscriptionAsync(this AutomationDesk desk, ResourceId resource, string connection, string locale, string model, OperationTerms terms) => desk.AskAsync(on =>
        With(on, resource, connection, static found => found.Transcription, s_noTranscription, stream => Start(stream, terms, "Transcription", () => Change(stream, locale, model))));

    public static Task<Outcome<Taken>> StopTranscriptionAsync(this AutomationDesk desk, ResourceId resource, string connection, OperationTerms terms) => desk.AskAsync(on =>
        With(on, resource, connection, static found => found.Transcription, s_noTranscription, stream => Stop(stream, terms, "Transcription")));

    public static Task<Outcome<Taken>> UpdateTranscriptionAsync(this AutomationDesk desk, ResourceId resource, string connection, string locale, string model, OperationTerms terms) => desk.AskAsync(on =>
        With(on, resource, connection, static found => found.Transcription, s_noTranscription, stream =>
        {
            if (!stream.IsActive) return NotActive("Transcription");
            Change(stream, locale, model);
            stream.Updated(terms);
            return null;
        }));

    private static Outcome<Taken> With<T>(AutomationDesk desk, ResourceId resource, string id, Func<CallConnection, T?> of, Refusal none, Func<T, Refusal?> act)
        where T : ConnectionStream
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (of(connection) is not { } stream) return none;
        return act(stream) is { } refused ? refused : Taken.Instance;
    }

    private static Refusal? Start(ConnectionStream stream, OperationTerms terms, string what, Action? first = null)
    {
        if (stream.IsActive) return new Refusal(409, "InvalidOperation", $"{what} of this call runs already.");
        first?.Invoke();
        stream.Start(terms);
        return null;
    }

    private static Refusal? Stop(ConnectionStream stream, OperationTerms terms, string what)
    {
        if (!stream.IsActive) return NotActive(what);
        stream.Stop(terms);
        return null;
    }

    private static Refusal NotActive(string what) => new(409, "InvalidOperation", $"{what} of this call does not run.");

    private static void Change(Transcription stream, string locale, string model)
    {
        if (locale.Length > 0) stream.Locale = locale;
        if (model.Length > 0) stream.Model = model;
    }
}
