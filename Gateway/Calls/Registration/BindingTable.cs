using Telephony.Domain.Identity;
using Telephony.Domain.Registration;

namespace Telephony.Calls.Registration;

/// <summary>The bindings of all accounts, by trunk and address-of-record, newest last. Loop thread only.</summary>
internal sealed class BindingTable(IBindingLog? log, RegistrationBoard board)
{
    private readonly Dictionary<(TrunkId Trunk, string Aor), List<LiveBinding>> _byAor = [];
    private readonly Dictionary<TrunkId, int> _counts = [];

    public IReadOnlyList<LiveBinding> Of(TrunkId trunk, string aor) => _byAor.TryGetValue((trunk, aor), out var list) ? list : [];

    public LiveBinding? Find(BindingKey key) => _byAor.TryGetValue((key.Trunk, key.Aor), out var list) ? list.Find(b => b.Binding.Key == key) : null;

    /// <param name="keep">False when it is only read back from the store.</param>
    public void Put(LiveBinding made, bool keep = true)
    {
        var key = made.Binding.Key;
        if (!_byAor.TryGetValue((key.Trunk, key.Aor), out var list)) _byAor[(key.Trunk, key.Aor)] = list = [];
        if (list.FindIndex(b => b.Binding.Key == key) is >= 0 and var at)
        {
            list[at].Stop();
            list.RemoveAt(at);
            Count(key.Trunk, -1);
        }
        list.Add(made);
        Count(key.Trunk, 1);
        if (keep) log?.Save(made.Binding);
    }

    public void Remove(LiveBinding gone)
    {
        var key = gone.Binding.Key;
        gone.Stop();
        if (!_byAor.TryGetValue((key.Trunk, key.Aor), out var list) || !list.Remove(gone)) return;
        if (list.Count == 0) _byAor.Remove((key.Trunk, key.Aor));
        Count(key.Trunk, -1);
        log?.Remove(key);
    }

    public IReadOnlyList<LiveBinding> Where(Func<LiveBinding, bool> which) => [.. _byAor.Values.SelectMany(static list => list).Where(which)];

    private void Count(TrunkId trunk, int by)
    {
        _counts[trunk] = _counts.GetValueOrDefault(trunk) + by;
        board.SetBindings(trunk, _counts[trunk]);
    }
}
