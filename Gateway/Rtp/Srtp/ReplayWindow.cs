namespace Telephony.Rtp.Srtp;

/// <summary>Which of the last 128 indices were there (RFC 3711 3.3.2, which asks for 64 at least). What is older counts as seen.</summary>
internal struct ReplayWindow
{
    public const int Size = 128;

    private UInt128 _seen;      // bit n: Highest - n
    private ulong _highest;

    public readonly ulong Highest => _highest;

    public readonly bool IsStarted => _seen != UInt128.Zero;

    public readonly bool IsNew(ulong index)
    {
        if (index > _highest || !IsStarted) return true;
        var behind = _highest - index;
        return behind < Size && ((_seen >> (int)behind) & UInt128.One) == UInt128.Zero;
    }

    /// <summary>Notes an index that <see cref="IsNew"/>.</summary>
    public void Add(ulong index)
    {
        if (!IsStarted)
        {
            (_highest, _seen) = (index, UInt128.One);
        }
        else if (index > _highest)
        {
            var ahead = index - _highest;
            _seen = ahead < Size ? (_seen << (int)ahead) | UInt128.One : UInt128.One;
            _highest = index;
        }
        else if (_highest - index < Size)
        {
            _seen |= UInt128.One << (int)(_highest - index);
        }
    }

    /// <summary>Forgets what was there and keeps the place: another key has other packets.</summary>
    public void Rekey()
    {
        if (IsStarted) _seen = UInt128.One << (Size - 1);
    }
}
