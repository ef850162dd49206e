namespace Telephony.Benchmarks.Media;

/// <summary>A relay ends when whoever started it closes its input.</summary>
internal sealed class EndOfInput : IDisposable
{
    private volatile bool _reached;

    public EndOfInput()
    {
        var reader = new Thread(() =>
        {
            while (Console.In.ReadLine() is not (null or "END"))
            {
            }
            _reached = true;
        }) { IsBackground = true };
        reader.Start();
    }

    public bool Reached => _reached;

    public void Wait()
    {
        while (!_reached) Thread.Sleep(50);
    }

    public void Dispose() => _reached = true;
}
