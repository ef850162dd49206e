namespace Telephony.Domain.Stores;

/// <summary>Why a store did not do what it was asked.</summary>
public enum StorageFault
{
    /// <summary>None of the others; the message says what.</summary>
    Other,

    /// <summary>It cannot be reached, is starting, locked or too slow. Nothing was done; later it may be.</summary>
    Unavailable,

    /// <summary>No room on its disk. Nothing was done; later it may be.</summary>
    Full,

    /// <summary>It does not let us: credentials, rights, read only.</summary>
    Denied,

    /// <summary>A unique key is taken. Nothing was done.</summary>
    Duplicate,

    /// <summary>The connection broke while it committed: it may have been done, or not. Ask before doing it again.</summary>
    Unknown,

    /// <summary>What it holds cannot be read.</summary>
    Damaged,
}

/// <summary>What every store throws when it cannot be used; the message says in one sentence which, why, and what to do.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StorageException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    public StorageFault Fault { get; }
}
