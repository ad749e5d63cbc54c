import { type CstNode, DefaultValueConverter, type GrammarAST, type ValueType } from 'langium';

/** Takes the bars off `|i>` and `<j|`, so that the reference inside is to `i` and `j`. */
export class KrausValueConverter extends DefaultValueConverter {
  protected override runConverter(rule: GrammarAST.AbstractRule, input: string, cstNode: CstNode): ValueType {
    switch (rule.name) {
      case 'KET_NAME':
      case 'KET_STATE':
      case 'BRA_NAME':
      case 'BRA_STATE':
        return input.slice(1, -1);
      default:
        return super.runConverter(rule, input, cstNode);
    }
  }
}
