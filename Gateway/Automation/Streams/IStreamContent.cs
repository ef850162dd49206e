namespace Telephony.Automation.Streams;

/// <summary>What flows on a stream. One task at a time asks for what goes out, another brings what comes in.</summary>
internal interface IStreamContent : IDisposable
{
    /// <summary>The first text frame of every connection.</summary>
    ReadOnlyMemory<byte> Metadata();

    /// <summary>The next text frame, if there is one; valid until the next call.</summary>
    bool TryTake(out ReadOnlyMemory<byte> text);

    /// <summary>A text frame of the application.</summary>
    /// <returns>False with a sentence when it is wrong; the stream goes on.</returns>
    bool Receive(ReadOnlySpan<byte> text, out string why);
}
