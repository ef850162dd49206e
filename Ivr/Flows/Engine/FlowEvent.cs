using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>Why something that was asked for did not come about.</summary>
public enum FailureCause : byte
{
    Busy,
    NoAnswer,
    Refused,
    Unreachable,
    Timeout,
    Full,

    /// <summary>The host cannot do it, or it broke on the way.</summary>
    Broken,
}

/// <summary>What happens to a call in a flow. <c>Act</c> is the number of the action it belongs to; what belongs to an action that is over is passed by. A closed union.</summary>
public abstract record FlowEvent
{
    private FlowEvent()
    {
    }

    /// <summary>A key was pressed: 0-9 * #.</summary>
    public sealed record Digit(char Key) : FlowEvent;

    public sealed record PromptEnded(int Act) : FlowEvent;

    /// <summary>The caller began to speak.</summary>
    public sealed record SpeechBegan(int Act) : FlowEvent;

    /// <param name="Text">Empty: it was speech, and not understood.</param>
    /// <param name="Confidence">0 to 1.</param>
    public sealed record SpeechHeard(int Act, string Text, double Confidence) : FlowEvent;

    /// <summary>The time of <see cref="FlowPosition.Deadline"/> has come.</summary>
    public sealed record DeadlineReached : FlowEvent
    {
        public static readonly DeadlineReached Instance = new();
    }

    public sealed record CallerHungUp : FlowEvent
    {
        public static readonly CallerHungUp Instance = new();
    }

    /// <param name="Body">JSON where it is JSON, else text.</param>
    public sealed record HttpAnswered(int Act, int Status, FlowValue Body) : FlowEvent;

    /// <summary>The other side of a dial answered, or an agent of the queue took the call.</summary>
    public sealed record Connected(int Act, string By) : FlowEvent;

    /// <summary>The talk is over, and the caller still there: the other side hung up, the conference ended, the transfer was done.</summary>
    public sealed record Ended(int Act) : FlowEvent;

    /// <param name="Place">From 1.</param>
    public sealed record QueuePlace(int Act, int Place, TimeSpan Wait) : FlowEvent;

    /// <param name="Recording">By which it is found again.</param>
    public sealed record Recorded(int Act, string Recording, TimeSpan Length) : FlowEvent;

    /// <summary>A message was taken, a callback booked, a voicemail delivered.</summary>
    public sealed record Accepted(int Act, string Id) : FlowEvent;

    /// <summary>The application gives the call back.</summary>
    public sealed record Returned(int Act, FlowValue Values) : FlowEvent;

    public sealed record ActionFailed(int Act, FailureCause Cause, string Reason) : FlowEvent;
}
