using Telephony.Automation.Connections;

namespace Telephony.Automation.Media;

/// <summary>
/// Something that is played or recognised for a controller. Operations of a conversation run one after the other; each tells its controller of its end exactly once. Call loop only.
/// </summary>
internal abstract class MediaOperation(CallConnection by, OperationTerms terms)
{
    private bool _over;

    public CallConnection By { get; } = by;

    public OperationTerms Terms { get; } = terms;

    protected Conversation Conversation => By.Conversation;

    public bool IsOver => _over;

    /// <summary>It is its turn.</summary>
    public abstract void Start();

    /// <summary>The application, or the end of the call, stops it, begun or not.</summary>
    public void Cancel()
    {
        if (_over) return;
        Stop();
        End(CancelledEvent, ResultInformation.Cancelled);
    }

    /// <summary>A party has left the conversation.</summary>
    public virtual void OnLeft(Participant party)
    {
    }

    /// <summary>A party has pressed a key. True: it was meant for this operation.</summary>
    public virtual bool OnDigit(Participant party, char digit) => false;

    protected abstract string CancelledEvent { get; }

    /// <summary>Whatever sounds or waits.</summary>
    protected abstract void Stop();

    /// <param name="more">Further fields of the event.</param>
    protected void End(string type, ResultInformation result, Action<System.Text.Json.Utf8JsonWriter>? more = null)
    {
        if (_over) return;
        _over = true;
        By.Tell(type, Terms, result, more);
        Conversation.Lane.OnEnded(this);
    }
}
