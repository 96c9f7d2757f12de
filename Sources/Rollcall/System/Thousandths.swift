extension Double {
  /// The nearest number with three digits after the point: figures need no more.
  package var thousandths: Double { (self * 1000).rounded() / 1000 }
}
