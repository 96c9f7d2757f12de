/// First and last names in plain ASCII: nine of ten operators have them, and e-mail addresses consist of them.
///
/// The lists are long on purpose: with a few dozen names, gzip would find each one in its window, and the measured
/// compression would be too good.
enum LatinNames {
  static let first = phrases(
    in: """
      Ada Adam Aisha Alan Albert Alexander Alice Alina Amanda Amara Amelia Amir Ana Andrea Andrew Angela Anita Anna
      Anthony Antonio Arjun Arthur Astrid Audrey Ava Barbara Beatrice Ben Benjamin Bianca Boris Brandon Brenda Brian Bruno
      Camila Carla Carlos Carmen Caroline Catherine Cecilia Charles Charlotte Chiara Chloe Christian Christopher Clara
      Claudia Colin Connor Cristina Daisy Daniel Daniela David Deborah Deepak Denis Diana Diego Dimitri Dominic Donna
      Dorothy Dylan Edith Eduardo Edward Elena Eleanor Eli Elias Elisa Elizabeth Ella Emil Emily Emma Enrique Eric Erik
      Esther Ethan Eva Evelyn Fabio Faith Farid Fatima Felix Fernando Finn Fiona Florian Frances Francesco Frank Freya
      Gabriel Gemma George Georgia Gloria Grace Greta Gustav Hana Hannah Harold Harriet Hassan Hector Helen Helena Henrik
      Henry Hugo Ibrahim Ida Igor Ines Ingrid Irene Iris Isaac Isabel Isla Ivan Ivy Jack Jacob Jade James Jan Jane Jasmine
      Javier Jean Jennifer Jeremy Jessica Joan Joanna Joel Johan John Jonas Jonathan Jorge Joseph Joshua Juan Judith Julia
      Julian Julie Kai Karen Karim Karl Kate Katherine Keith Kelly Kenneth Kevin Kiran Klara Lara Laura Lauren Lea Leah
      Leila Lena Leo Leon Leonard Lewis Liam Lila Lina Linda Lisa Lorenzo Louis Louise Lucas Lucia Lucy Luis Luka Lydia
      Magnus Manuel Marco Margaret Maria Mariam Marie Marina Mario Mark Marta Martha Martin Mary Mateo Matilda Matthew
      Maximilian Maya Megan Mehmet Mia Michael Michelle Miguel Mila Milan Mina Miriam Mohamed Monica Morgan Nadia Naomi
      Natalie Nathan Nicholas Nicole Nikhil Nina Noah Nora Oliver Olivia Omar Oscar Pablo Pamela Patricia Paul Paula Pavel
      Pedro Peter Petra Philip Philippa Pierre Priya Quentin Rachel Rafael Rahul Ralph Rania Raymond Rebecca Ricardo
      Richard Rita Robert Roberto Robin Roger Rosa Rose Ruben Ruth Ryan Sabine Salma Sam Samir Samuel Sandra Sara Sarah
      Scott Sebastian Sergio Shreya Simon Simone Sofia Sonia Sophie Stefan Stella Stephen Susan Sven Tania Tara Teresa
      Theo Theresa Thomas Tim Tina Tobias Tom Tomas Ursula Valentina Valeria Vanessa Vera Veronica Victor Victoria Viktor
      Vincent Viola Virginia Walter Wanda Wendy William Xenia Yara Yasmin Yusuf Yvonne Zahra Zara Zoe
      """)

  static let last = phrases(
    in: """
      Abbott Adams Adler Ahmed Ali Allen Almeida Alvarez Andersen Anderson Andrews Armstrong Arnold Atkins Bailey Baker
      Ball Barbosa Barker Barnes Barrett Bauer Becker Bell Bennett Berg Bergman Bernard Bianchi Bishop Black Blake Boyd
      Bradley Brandt Braun Brooks Brown Bruno Bryant Burke Burns Burton Butler Byrne Campbell Cardoso Carlson Carr Carter
      Castro Chambers Chan Chapman Chaudhary Chen Chopra Clark Clarke Cohen Cole Coleman Collins Conti Cook Cooper Costa
      Cox Craig Crawford Cruz Cunningham Curtis Dahl Dalton Davidson Davies Davis Dawson De_Luca De_Vries Dean Diaz Dixon
      Dubois Duncan Dunn Eaton Edwards Elliott Ellis Engel Eriksen Esposito Evans Fabre Farrell Fernandes Fernandez
      Ferrari Fischer Fisher Fleming Fletcher Flores Ford Foster Fournier Fox Frank Fraser Freeman French Fuchs Fuller
      Gallagher Garcia Gardner Gibson Gilbert Gill Girard Gomez Gonzalez Gordon Graf Graham Grant Gray Greco Green
      Griffin Gross Gupta Hahn Hall Hamilton Hansen Harris Harrison Hart Hartmann Harvey Haas Hayes Henderson Herman
      Hernandez Hill Hoffman Holmes Hoover Horn Horvat Howard Huang Huber Hudson Hughes Hunt Hunter Hussain Ibrahim Ito
      Ivanov Jackson Jacobs Jain James Jansen Jenkins Jensen Johansson Johnson Johnston Jones Jordan Joshi Kang Kapoor
      Kaplan Kaur Keller Kelly Kennedy Khan Kim King Klein Knight Koch Kowalski Kramer Krause Kumar Lambert Lane Lang
      Larsen Laurent Lawrence Lawson Le_Goff Lee Lehmann Leroy Lewis Li Lin Lindberg Lindgren Liu Lloyd Lombardi Long
      Lopez Lowe Lucas Lund MacDonald Mackenzie Maier Malik Mancini Marino Marsh Marshall Martin Martinez Mason Matthews
      Mayer McCarthy McDonald McKenna Mehta Mendes Meyer Miller Mills Mitchell Moore Morales Moreau Moreno Morgan Mori
      Morris Morrison Murphy Murray Nakamura Navarro Nelson Newman Nguyen Nichols Nielsen Novak Nunes O'Brien O'Connor
      O'Neill Oliveira Olsen Olsson Ortega Osman Owens Palmer Park Parker Patel Payne Pearson Pereira Perez Perkins Perry
      Peters Petersen Petrov Phillips Pinto Poole Popov Porter Powell Price Quinn Rahman Ramirez Ramos Rao Reed Reid
      Reyes Reynolds Ribeiro Ricci Richards Richter Riley Rivera Rizzo Roberts Robinson Rodrigues Rodriguez Rogers Romano
      Rose Ross Rossi Roth Rousseau Roy Ruiz Russell Russo Ryan Salazar Sanchez Sanders Santos Sato Saunders Schmidt
      Schneider Schulz Schwarz Scott Sharma Shaw Silva Simmons Simon Singh Smirnov Smith Sokolov Spencer Stein Stevens
      Stewart Stone Suzuki Svensson Tanaka Taylor Thomas Thompson Torres Tran Tucker Turner Vargas Vasquez Vogel Wagner
      Walker Wallace Walsh Wang Ward Warren Watanabe Watson Weber Webb Weiss Wells West White Williams Wilson Winter Wolf
      Wong Wood Woods Wright Wu Yamamoto Yang Yilmaz Young Zhang Zhao Zimmerman
      """)
}
