using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>Targets that lately did not answer. Bounded; what is oldest is forgotten first.</summary>
internal sealed class DeadTargets(ResolutionOptions options, TimeProvider time)
{
    private const int Most = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(SipTransportKind, NetEndpoint), long> _until = [];

    public void Mark(in SipTarget target)
    {
        var until = time.GetTimestamp() + (long)(options.DeadTargetTime.TotalSeconds * time.TimestampFrequency);
        lock (_lock)
        {
            if (_until.Count >= Most) _until.Remove(_until.MinBy(entry => entry.Value).Key);
            _until[(target.Kind, target.Remote)] = until;
        }
    }

    public void Forget(in SipTarget target)
    {
        lock (_lock) _until.Remove((target.Kind, target.Remote));
    }

    public bool Contains(in SipTarget target)
    {
        lock (_lock)
        {
            if (!_until.TryGetValue((target.Kind, target.Remote), out var until)) return false;
            if (until > time.GetTimestamp()) return true;
            _until.Remove((target.Kind, target.Remote));
            return false;
        }
    }
}
