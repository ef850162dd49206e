namespace Telephony.Rtp.Quality;

/// <summary>
/// One writer, any readers, nothing allocated: a sequence lock. The version is odd while the value is being written; a reader that meets
/// an odd or changed version reads again.
/// </summary>
internal struct QualityCell
{
    private LegQuality _value;
    private int _version;

    public void Publish(in LegQuality value)
    {
        Volatile.Write(ref _version, _version + 1);
        Interlocked.MemoryBarrier();
        _value = value;
        Interlocked.MemoryBarrier();
        Volatile.Write(ref _version, _version + 1);
    }

    public LegQuality Read()
    {
        var spinner = new SpinWait();
        while (true)
        {
            var before = Volatile.Read(ref _version);
            if ((before & 1) == 0)
            {
                var copy = _value;
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == before) return copy;
            }
            spinner.SpinOnce();
        }
    }
}

/// <summary>The figures of a leg that has ended.</summary>
internal sealed class FinalQuality(in LegQuality value)
{
    private readonly LegQuality _value = value;

    public ref readonly LegQuality Value => ref _value;
}
