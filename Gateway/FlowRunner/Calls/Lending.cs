using System.Text.Json;
using Telephony.Automation.Reception;
using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;
using Telephony.Net.Loops;

namespace Telephony.FlowRunner.Calls;

/// <summary>
/// A call that its flow has handed to an application: soft notes until somebody answers there, then the application's own, until it gives the call back or hangs up. Call loop only.
/// <code>
///   flow ── IncomingCall ──► application ── answer ──► steers the call ── transfer to the number that was called ──► flow
/// </code>
/// </summary>
internal sealed class Lending : ICallLender
{
    /// <summary>How long an application may think before the flow goes on without it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FlowCall _owner;
    private readonly FlowAction.HandOver _wanted;
    private readonly LoopTimer _timer;
    private readonly Playback _notes;
    private bool _over;

    public Lending(FlowCall owner, FlowAction.HandOver wanted)
    {
        (_owner, _wanted) = (owner, wanted);
        _timer = new LoopTimer(static state => ((Lending)state!).OnLate(), this);
        _notes = new Playback([HoldMusic.Notes], loops: true, owner.Call.Loop);
    }

    public int Act => _wanted.Act;

    /// <summary>Who is told what happens to the call; null: not handed over.</summary>
    public ISteeredCallUser? Borrower { get; private set; }

    public void Begin(AutomationDesk applications)
    {
        _owner.Seat.Play(_notes);
        _owner.Call.Loop.Timers.Arm(_timer, Patience);
        using var data = JsonDocument.Parse(_wanted.Data.ToString());
        var told = data.RootElement.EnumerateObject().Select(static one => KeyValuePair.Create(one.Name, one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString() ?? "" : one.Value.GetRawText())).ToList();
        Borrower = applications.Lend(_owner.Call, _wanted.App, told, this);
    }

    /// <summary>The caller is gone, or the flow waits no longer.</summary>
    public void End()
    {
        if (_over) return;
        Settle();
        if (Borrower is { } borrower) _owner.Desk.Services.Applications?.TakeBack(borrower);
    }

    public void OnTaken() => Settle();

    public void OnRefused(string why) => Return(new FlowEvent.ActionFailed(_wanted.Act, FailureCause.Refused, why));

    public void OnReturned(IReadOnlyList<KeyValuePair<string, string>> values)
    {
        _owner.Call.Speak(_owner.Seat);
        _owner.Call.Listen(_owner.Seat);
        Return(new FlowEvent.Returned(_wanted.Act, FlowValue.OfJson(JsonSerializer.Serialize(values.DistinctBy(static pair => pair.Key).ToDictionary(static pair => pair.Key, static pair => pair.Value)))));
    }

    private void OnLate()
    {
        End();
        Return(new FlowEvent.ActionFailed(_wanted.Act, FailureCause.NoAnswer, $"the application did not answer within {Patience.TotalSeconds} seconds"));
    }

    private void Settle()
    {
        _over = true;
        _owner.Call.Loop.Timers.Cancel(_timer);
        _owner.Seat.Stop(_notes);
    }

    private void Return(FlowEvent happened)
    {
        Settle();
        Borrower = null;
        _owner.Post(happened);
    }
}
