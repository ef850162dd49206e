using Telephony.Automation.Connections;
using Telephony.Calls.Steering;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;

namespace Telephony.Automation.Reception;

/// <summary>
/// A call to an application's number that waits for a decision: the application is told of it by event, and decides once. Until then it rings, for as long as calls may. Call loop only.
/// <code>
///   phone ── INVITE ──► gateway ── IncomingCall ──► application
///   phone ◄── 180 ───── gateway ◄── answer, redirect, reject ──
/// </code>
/// </summary>
internal sealed class IncomingCall(AutomationDesk desk, SteeredCall call, Destination.App app) : ISteeredCallUser
{
    private ISteeredCallUser? _taker;

    public SteeredCall Call => call;

    public Destination.App Application => app;

    public ResourceId Resource => call.Resource;

    /// <summary>Who calls: a user, or a number.</summary>
    public string From => call.CallerUser.Length > 0 ? call.CallerUser : call.Caller;

    /// <summary>Null: nobody steered the call before.</summary>
    public Loan? Loan { get; init; }

    public string ServerCallId { get; } = ServerCalls.IdOf(call.Id);

    public string CorrelationId { get; } = Guid.NewGuid().ToString("D");

    public void Announce()
    {
        call.Ring();
        var told = EventAt(desk.Now);
        _ = desk.Track(PublishAsync(told));
    }

    /// <summary>A decision was made: what happens to the call is its taker's from now on; null: nobody's.</summary>
    public void Decide(ISteeredCallUser? taker)
    {
        _taker = taker;
        desk.Forget(this);
    }

    public void OnAnswered(SteeredCall steered) => _taker?.OnAnswered(steered);

    public void OnDigit(SteeredCall steered, char digit, TimeSpan duration) => _taker?.OnDigit(steered, digit, duration);

    public void OnHeld(SteeredCall steered, bool held) => _taker?.OnHeld(steered, held);

    public void OnLeft(SteeredCall steered)
    {
        desk.Forget(this);
        _taker?.OnLeft(steered);
    }

    public void OnEnded(SteeredCall steered, CallCause cause)
    {
        desk.Forget(this);
        _taker?.OnEnded(steered, cause);
    }

    private async Task PublishAsync(NewEvent told)
    {
        try
        {
            await desk.Publish(told, desk.Stopping).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            desk.Logger.NotPublished(ServerCallId, failure.Message);
            desk.Loop.Post(static state => ((IncomingCall)state!).Refuse(503, "The event IncomingCall could not be stored."), this);
        }
    }

    /// <summary>A call on loan goes back, another is refused.</summary>
    public void Refuse(int status, string why)
    {
        Decide(null);
        if (Loan is null) call.Reject(status, why);
        else Loan.Lender.OnRefused(why);
    }

    private NewEvent EventAt(DateTimeOffset at)
    {
        var subject = $"/caller/{Identifiers.RawIdOf(From)}/recipient/{Identifiers.RawIdOf(call.Called)}";
        return NewEvent.Of(Resource, "Microsoft.Communication.IncomingCall", subject, at, json =>
        {
            ParticipantWriter.Write(json, "to", call.Called);
            ParticipantWriter.Write(json, "from", From);
            json.WriteString("serverCallId", ServerCallId);
            json.WriteString("callerDisplayName", call.DisplayName);
            json.WriteStartObject("customContext");
            var context = CustomContext.Of(call.Headers);
            json.WriteStartObject("sipHeaders");
            foreach (var (name, value) in context.Sip) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartObject("voipHeaders");
            foreach (var (name, value) in context.Voip.Concat(Loan?.Data ?? []).DistinctBy(static header => header.Key)) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("incomingCallContext", desk.Contexts.Make(call.Id, Resource));
            json.WriteString("correlationId", CorrelationId);
        });
    }
}

/// <summary>Ids of conversations: text that says nothing to anybody else.</summary>
internal static class ServerCalls
{
    public static string IdOf(CallId first) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"call/{first}"));
}
