namespace Telephony.Host; static class Program { static int Main() => 0; }
