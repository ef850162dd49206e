namespace Telephony.Sip.Reliability;

/// <summary>What a number of a reliable provisional response means to the side that sent the INVITE.</summary>
internal enum RSeqVerdict : byte
{
    /// <summary>The first one, or the one after the last: it counts and gets its PRACK.</summary>
    Next,

    /// <summary>It was acknowledged before: nothing is done (RFC 3262 4).</summary>
    Repeated,

    /// <summary>One before it was lost: it is not acknowledged, and comes again.</summary>
    Gap,
}

/// <summary>The order of the reliable provisional responses of one early dialog (RFC 3262 4). Numbers count within one INVITE.</summary>
internal struct ReliableOrder
{
    private uint _invite;
    private uint _last;

    public RSeqVerdict Judge(uint invite, uint rseq)
    {
        if (invite != _invite) (_invite, _last) = (invite, 0);
        if (_last != 0 && rseq <= _last) return RSeqVerdict.Repeated;
        if (_last != 0 && rseq != _last + 1) return RSeqVerdict.Gap;
        _last = rseq;
        return RSeqVerdict.Next;
    }
}
