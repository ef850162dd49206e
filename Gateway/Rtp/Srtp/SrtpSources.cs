namespace Telephony.Rtp.Srtp;

/// <summary>What is known of one source under a key.</summary>
internal struct SrtpSource
{
    public uint Ssrc;
    public ReplayWindow Rtp;
    public ReplayWindow Rtcp;

    /// <summary>The peer may have begun to count rollovers anew with its new key, though it must not (RFC 3711 3.3.1).</summary>
    public bool MayHaveRestarted;

    /// <summary>No report has come with the new key yet, whose indices begin anew (RFC 3711 3.4).</summary>
    public bool AwaitsReport;
}

/// <summary>The sources of one direction: few, found by their SSRC, the last one at once. Bounded, and grown only when a source is new.</summary>
internal sealed class SrtpSources
{
    /// <summary>More than a call ever has: each transfer or restart of a device is a new one.</summary>
    public const int Most = 64;

    private SrtpSource[] _sources = new SrtpSource[2];
    private int _count;
    private int _last;
    private int _next;

    public int Count => _count;

    public ref SrtpSource this[int place] => ref _sources[place];

    /// <summary>-1 when it is not known.</summary>
    public int Find(uint ssrc)
    {
        if (_last < _count && _sources[_last].Ssrc == ssrc) return _last;
        for (var i = 0; i < _count; i++)
        {
            if (_sources[i].Ssrc == ssrc) return _last = i;
        }
        return -1;
    }

    /// <summary>-1 when there are too many.</summary>
    public int Add(uint ssrc)
    {
        if (_count == Most) return -1;
        if (_count == _sources.Length) Array.Resize(ref _sources, _count * 2);
        _sources[_count] = new SrtpSource { Ssrc = ssrc };
        return _last = _count++;
    }

    /// <summary>The same, in the place of an older one when there are too many.</summary>
    public int AddOrReplace(uint ssrc)
    {
        if (_count < Most) return Add(ssrc);
        _next = (_next + 1) % Most;
        _sources[_next] = new SrtpSource { Ssrc = ssrc };
        return _last = _next;
    }
}
