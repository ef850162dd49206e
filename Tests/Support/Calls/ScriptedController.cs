using Telephony.Calls.Steering;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;

namespace Telephony.Support.Calls;

/// <summary>A controller that does what the test says, and remembers what it was told.</summary>
public sealed class ScriptedController : ICallReception, ISteeredCallUser
{
    private readonly List<string> _told = [];

    /// <summary>Destinations whose calls it takes; others are refused.</summary>
    public string Kind { get; init; } = "app";

    /// <summary>Calls that came in, oldest first.</summary>
    public List<SteeredCall> Calls { get; } = [];

    /// <summary>Such as <c>answered</c>, <c>digit 5</c>, <c>ended 486</c>, in order.</summary>
    public IReadOnlyList<string> Told => _told;

    public CallCause? Cause { get; private set; }

    public ISteeredCallUser? TryTake(SteeredCall call, Destination destination)
    {
        if (destination.Kind != Kind) return null;
        Calls.Add(call);
        _told.Add($"call {destination.Target}");
        return this;
    }

    public void OnRinging(SteeredCall call) => _told.Add("ringing");

    public void OnAnswered(SteeredCall call) => _told.Add("answered");

    public void OnDigit(SteeredCall call, char digit, TimeSpan duration) => _told.Add($"digit {digit}");

    public void OnHeld(SteeredCall call, bool held) => _told.Add(held ? "held" : "resumed");

    public void OnLeft(SteeredCall call) => _told.Add("left");

    public void OnEnded(SteeredCall call, CallCause cause)
    {
        Cause = cause;
        _told.Add($"ended {cause.SipStatus}");
    }
}
