using Telephony.Domain.Registration;

namespace Telephony.Support.Storage;

/// <summary>Registered contacts in memory, as a store that never fails would keep them.</summary>
public sealed class MemoryBindings : IBindingLog, IBindingStore
{
    private readonly Dictionary<BindingKey, Binding> _kept = [];

    public IReadOnlyList<Binding> Kept => [.. _kept.Values];

    public void Save(Binding binding) => _kept[binding.Key] = binding;

    public void Remove(BindingKey key) => _kept.Remove(key);

    public ValueTask<IReadOnlyList<Binding>> ListAsync(DateTimeOffset now, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<Binding>>([.. _kept.Values.Where(b => b.ExpiresAt > now).OrderBy(static b => b.RegisteredAt)]);

    public ValueTask ApplyAsync(IReadOnlyList<Binding> saved, IReadOnlyList<BindingKey> removed, CancellationToken cancellation)
    {
        foreach (var key in removed) Remove(key);
        foreach (var binding in saved) Save(binding);
        return ValueTask.CompletedTask;
    }
}
