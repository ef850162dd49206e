using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>Targets that lately did not answer. Bounded; what is oldest is forgotten first.</summary>
internal sealed class DeadTargets(ResolutionOptions options, TimeProvider time)
{
    private const int Most = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(SipTransportKind, NetEndpoint), long> _until = [];
    private int _count;

    public void Mark(in SipTarget target)
    {
        var until = time.GetTimestamp() + (long)(options.DeadTargetTime.TotalSeconds * time.TimestampFrequency);
        lock (_lock)
        {
            if (_until.Count >= Most) _until.Remove(_until.MinBy(entry => entry.Value).Key);
            _until[(target.Kind, target.Remote)] = until;
            _count = _until.Count;
        }
    }

    public void Forget(in SipTarget target)
    {
        if (Volatile.Read(ref _count) == 0) return;   // asked for every call that is heard of
        lock (_lock)
        {
            _until.Remove((target.Kind, target.Remote));
            _count = _until.Count;
        }
    }

    public bool Contains(in SipTarget target)
    {
        lock (_lock)
        {
            if (!_until.TryGetValue((target.Kind, target.Remote), out var until)) return false;
            if (until > time.GetTimestamp()) return true;
            _until.Remove((target.Kind, target.Remote));
            _count = _until.Count;
            return false;
        }
    }
}
