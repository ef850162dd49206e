using Telephony.Net.Addresses;

namespace Telephony.Sip.Transports;

/// <summary>Why connections could not be made, the last few of them, so that a trunk's status can say it.</summary>
internal sealed class RecentFailures
{
    private const int Most = 256;

    private readonly Dictionary<NetEndpoint, string> _texts = [];
    private readonly Queue<NetEndpoint> _order = [];

    public void Note(in NetEndpoint remote, string error)
    {
        if (!_texts.ContainsKey(remote)) _order.Enqueue(remote);
        _texts[remote] = error;
        if (_texts.Count > Most) _texts.Remove(_order.Dequeue());
    }

    public string? Find(in NetEndpoint remote) => _texts.GetValueOrDefault(remote);
}
