using Telephony.Sip.Messages;

namespace Telephony.Sip.Parsing;

/// <summary>Remembers the first fault, so that reading can go on to find what an answer needs.</summary>
internal struct FaultNote
{
    public SipFault Fault { get; private set; }

    private int _offset;

    public void Note(SipFault fault, int offset)
    {
        if (Fault == SipFault.None)
        {
            NoteFirst(fault, offset);
        }
    }

    public void NoteFirst(SipFault fault, int offset)
    {
        Fault = fault;
        _offset = offset;
    }

    public readonly SipRejection Rejection(SipMessage message) => Fault == SipFault.None
        ? default
        : new SipRejection(Fault, _offset) { CanAnswer = message.IsRequest && message.Method != SipMethod.Ack && message.Has(HeaderName.Via) };
}
