using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>What a flow wants done. Whoever runs it does so in this order and reports with the number of the action. A closed union.</summary>
public abstract record FlowAction
{
    private FlowAction()
    {
    }

    /// <summary>Ends with <see cref="FlowEvent.PromptEnded"/>, unless it is stopped or loops.</summary>
    public sealed record Play(int Act, IReadOnlyList<PromptPiece> Pieces, bool Loop) : FlowAction;

    public sealed record StopPlaying(int Act) : FlowAction;

    /// <summary>Listens for speech until it is stopped.</summary>
    /// <param name="Phrases">What is likely, or all that can be said.</param>
    /// <param name="Free">Anything may be said.</param>
    public sealed record Listen(int Act, string Language, IReadOnlyList<string> Phrases, bool Free) : FlowAction;

    public sealed record StopListening(int Act) : FlowAction;

    public sealed record Request(int Act, string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body, TimeSpan Timeout) : FlowAction;

    /// <summary>Calls one after the other until one answers, and joins the caller with it.</summary>
    /// <param name="From">Empty: the caller's own number is shown.</param>
    /// <param name="Announcement">Said to the other side before it is joined.</param>
    /// <param name="Hold">Played to the caller meanwhile; empty: ringing.</param>
    public sealed record Dial(int Act, IReadOnlyList<string> To, string From, TimeSpan RingFor, IReadOnlyList<PromptPiece> Announcement, IReadOnlyList<PromptPiece> Hold) : FlowAction;

    /// <summary>Gives the call away. Success is the end of the flow.</summary>
    /// <param name="Announced">The gateway asks the other side first, with <paramref name="Announcement"/>; else the caller is referred and gone.</param>
    public sealed record Transfer(int Act, string To, string From, bool Announced, TimeSpan RingFor, IReadOnlyList<PromptPiece> Announcement) : FlowAction;

    public sealed record JoinQueue(int Act, string Queue, int Priority, IReadOnlyList<string> Skills) : FlowAction;

    /// <param name="KeepsPlace">The caller steps aside to be called back: the place is kept, and nobody is offered the call.</param>
    public sealed record LeaveQueue(int Act, bool KeepsPlace = false) : FlowAction;

    /// <summary>A call back to the number, with the place that the caller has in the queue, or would get.</summary>
    public sealed record BookCallback(int Act, string Queue, string Number, int Priority) : FlowAction;

    /// <summary>Ends with <see cref="FlowEvent.Recorded"/>, also when the caller hangs up.</summary>
    /// <param name="FinishOn">Keys that end it.</param>
    /// <param name="Shortest">What is shorter need not be kept: its length is told, and no recording.</param>
    public sealed record Record(int Act, TimeSpan Longest, TimeSpan Silence, string FinishOn, bool Beep, TimeSpan Shortest) : FlowAction;

    /// <summary>Puts a recording into a mailbox and tells those who want to know.</summary>
    public sealed record DeliverVoicemail(int Act, string Mailbox, string Recording, TimeSpan Length, string CallerNumber, IReadOnlyList<string> Notify) : FlowAction;

    public sealed record SendText(int Act, string From, string To, string Text) : FlowAction;

    public sealed record JoinConference(int Act, string Room, bool Muted, bool StartsIt, bool EndsIt) : FlowAction;

    public sealed record HandOver(int Act, string App, FlowValue Data) : FlowAction;

    /// <summary>Stops waiting for a dial, a conference, a request or an application.</summary>
    public sealed record Cancel(int Act) : FlowAction;

    /// <param name="Cause">A cause of ITU-T Q.850: 16 normal, 17 busy, 21 rejected, 127 a fault of the flow.</param>
    public sealed record HangUp(int Cause, string Reason) : FlowAction;
}
